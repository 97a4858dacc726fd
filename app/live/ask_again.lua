-- The present question counts as not gone out, where there is a session.
-- KEYS: session
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'out', '')
end
return 1
