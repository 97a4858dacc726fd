-- A new session, once. Answers {"begun", "", older} where older is the session that the route led to before,
-- {"known", json, ending, turn} for a twin, or {"routed", session id} where the person has an open session.
-- KEYS: session, outbox, deadlines, sid, route (the sid key again where there is no route)
-- ARGV: session id, json, ending, entry, closes at, seconds to live, reply to the sid, "take" | "keep" | "none",
--       1 for a text session, the text that began it, turn
local known = redis.call('HMGET', KEYS[1], 'json', 'ending', 'turn')
if known[1] then
  return {'known', known[1], known[2], known[3]}
end
local older = ''
if ARGV[8] ~= 'none' then
  older = redis.call('GET', KEYS[5]) or ''
  if older ~= '' and ARGV[8] == 'keep' then
    return {'routed', older}
  end
end
local fields = {'json', ARGV[2], 'turn', ARGV[11], 'ending', ARGV[3]}
if ARGV[9] == '1' then
  fields[7] = 'run'
  fields[8] = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  fields[9] = 'out'
  fields[10] = ''
  fields[11] = 'body'
  fields[12] = ARGV[10]
end
redis.call('XADD', KEYS[2], '*', 'e', ARGV[4])
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('EXPIRE', KEYS[1], ARGV[6])
if ARGV[3] == '' then
  redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
end
redis.call('SET', KEYS[4], ARGV[7], 'EX', ARGV[6])
if ARGV[8] ~= 'none' then
  redis.call('SET', KEYS[5], ARGV[1], 'EX', ARGV[6])
end
return {'begun', '', older}
