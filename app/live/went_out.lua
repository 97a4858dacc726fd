-- The question of a turn leaves now: from here the settle time counts. Answers 1, or 0 where the session stands at
-- another turn.
-- KEYS: session
-- ARGV: turn
local stored = redis.call('HMGET', KEYS[1], 'turn', 'out')
if stored[1] ~= ARGV[1] then
  return 0
end
if stored[2] == '' then
  local now = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'out', string.format('%.6f', now[1] + now[2] / 1000000))
end
return 1
