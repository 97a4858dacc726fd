-- The reply to a text leaves now: from here the settle time counts. Only while the session stands at that turn.
-- KEYS: session
-- ARGV: turn
if redis.call('HGET', KEYS[1], 'turn') == ARGV[1] and redis.call('HGET', KEYS[1], 'out') == '' then
  local now = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'out', string.format('%.6f', now[1] + now[2] / 1000000))
end
return {'done'}
