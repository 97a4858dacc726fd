-- One text, once: a known sid gets its first reply again; otherwise compare the turn and the ending, append to the
-- outbox, then move the turn. Answers {"done"}, {"twin", reply} or {"moved"}.
-- KEYS: session, outbox, deadlines, sid, route
-- ARGV: session id, turn before, ending before, turn, json, ending, entry, closes at, seconds to live, reply,
--       body accepted ("" = none was), closed words said ("" or "1"), 1 to take the session up in this run,
--       1 if a question goes out, texts in a row that came too early
local first = redis.call('GET', KEYS[4])
if first then
  return {'twin', first}
end
local stored = redis.call('HMGET', KEYS[1], 'turn', 'ending')
local turn = stored[1] or ''
if turn ~= ARGV[2] or (turn ~= '' and stored[2] ~= ARGV[3]) then
  return {'moved'}
end
redis.call('XADD', KEYS[2], '*', 'e', ARGV[7])
redis.call('HSET', KEYS[1], 'turn', ARGV[4], 'json', ARGV[5], 'ending', ARGV[6], 'closed', ARGV[12], 'early', ARGV[15])
if ARGV[14] == '1' then
  redis.call('HSET', KEYS[1], 'out', '')
end
if ARGV[11] ~= '' then
  redis.call('HSET', KEYS[1], 'body', ARGV[11])
end
if ARGV[13] == '1' then
  redis.call('HSET', KEYS[1], 'run', string.match(redis.call('INFO', 'server'), 'run_id:(%w+)'))
  redis.call('SET', KEYS[5], ARGV[1], 'EX', ARGV[9])
end
if redis.call('GET', KEYS[5]) == ARGV[1] then
  redis.call('EXPIRE', KEYS[5], ARGV[9])
end
redis.call('EXPIRE', KEYS[1], ARGV[9])
redis.call('SET', KEYS[4], ARGV[10], 'EX', ARGV[9])
if ARGV[6] == '' then
  redis.call('ZADD', KEYS[3], ARGV[8], ARGV[1])
else
  redis.call('ZREM', KEYS[3], ARGV[1])
end
return {'done'}
