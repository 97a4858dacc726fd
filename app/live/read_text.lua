-- Where a text finds its session: {json, same run, seconds since the question went out ("" = it has not), body last
-- accepted, closing words said, texts in a row that came too early}, with "" for what is not there.
-- KEYS: session
local stored = redis.call('HMGET', KEYS[1], 'json', 'run', 'out', 'body', 'closed', 'early')
local now = redis.call('TIME')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local since = ''
if stored[3] and stored[3] ~= '' then
  since = string.format('%.3f', now[1] + now[2] / 1000000 - tonumber(stored[3]))
end
return {stored[1] or '', stored[2] == run and '1' or '0', since, stored[4] or '', stored[5] or '', stored[6] or '0'}
