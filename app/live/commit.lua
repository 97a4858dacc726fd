-- One turn: compare the turn and the ending, append to the outbox, then move the turn (a script that fails halfway
-- must not have moved it). Answers {"done"}, or {"moved", json, ending, turn} where the session stands elsewhere.
-- A session that was rebuilt gets its sid and route back, unless a newer one has them. One that came over from another
-- channel takes both, and its question has not gone out there yet.
-- KEYS: session, outbox, deadlines, sid, route (the sid key again where there is no route)
-- ARGV: session id, turn before ("" where nothing is stored), ending before, turn, json, ending, entry, closes at,
--       seconds to live, 1 if it came over
local stored = redis.call('HMGET', KEYS[1], 'turn', 'ending', 'json')
local turn = stored[1] or ''
if turn ~= ARGV[2] or (turn ~= '' and stored[2] ~= ARGV[3]) then
  return {'moved', stored[3] or '', stored[2] or '', turn}
end
redis.call('XADD', KEYS[2], '*', 'e', ARGV[7])
redis.call('HSET', KEYS[1], 'turn', ARGV[4], 'json', ARGV[5], 'ending', ARGV[6])
redis.call('EXPIRE', KEYS[1], ARGV[9])
if ARGV[2] == '' then
  redis.call('SET', KEYS[4], ARGV[1], 'EX', ARGV[9], 'NX')
  redis.call('SET', KEYS[5], ARGV[1], 'EX', ARGV[9], 'NX')
end
if ARGV[10] == '1' then
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
  redis.call('HSET', KEYS[1], 'run', run, 'out', '', 'body', '', 'early', '0')
  redis.call('SET', KEYS[4], ARGV[1], 'EX', ARGV[9])
  redis.call('SET', KEYS[5], ARGV[1], 'EX', ARGV[9])
end
if redis.call('GET', KEYS[5]) == ARGV[1] then
  redis.call('EXPIRE', KEYS[5], ARGV[9])
end
if ARGV[6] == '' then
  redis.call('ZADD', KEYS[3], ARGV[8], ARGV[1])
else
  redis.call('ZREM', KEYS[3], ARGV[1])
end
return {'done'}
