-- A text that touches no session, once: its first reply where it is known, else false.
-- KEYS: outbox, sid
-- ARGV: entry, reply, seconds to live
local first = redis.call('GET', KEYS[2])
if first then
  return first
end
redis.call('XADD', KEYS[1], '*', 'e', ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3])
return false
