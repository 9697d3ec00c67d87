-- Leases the next request whose host may be asked now. Returns its id and JSON; or nothing and the milliseconds to wait
-- (-1: nothing waits for its turn).
-- ARGV: crawl, worker, seconds between requests of a host at least, requests under way of a host at most (0 = any),
-- seconds a lease is counted as under way
local crawl, worker = ARGV[1], ARGV[2]
local shortest, most, counted = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local wait = -1
for _, host in ipairs(redis.call('SMEMBERS', crawl .. ':hosts')) do
  local queue, place = crawl .. ':queue:' .. host, 'newscrawl:host:' .. host
  if redis.call('ZCARD', queue) == 0 then
    redis.call('SREM', crawl .. ':hosts', host)
  else
    local kept = redis.call('HMGET', place, 'next_at', 'delay')
    local next_at, delay = tonumber(kept[1] or '0'), math.max(tonumber(kept[2] or '0'), shortest)
    redis.call('ZREMRANGEBYSCORE', place .. ':under-way', '-inf', now)
    local under_way = redis.call('ZCARD', place .. ':under-way')
    if next_at > now then
      local pause = math.ceil((next_at - now) * 1000)
      if wait < 0 or pause < wait then wait = pause end
    elseif most > 0 and under_way >= most then
      if wait < 0 or 10 < wait then wait = 10 end
    else
      local id = redis.call('ZPOPMIN', queue)[1]
      local request = redis.call('HGET', crawl .. ':requests', id)
      -- who comes a little late does not put off all that follow
      redis.call('HSET', place, 'next_at', string.format('%.6f', math.max(next_at + delay, now)))
      redis.call('LPUSH', place .. ':asked', string.format('%.6f', now))
      redis.call('LTRIM', place .. ':asked', 0, 199)
      redis.call('EXPIRE', place, 604800)
      redis.call('EXPIRE', place .. ':asked', 604800)
      redis.call('ZADD', place .. ':under-way', now + counted, crawl .. ' ' .. id)
      redis.call('HSET', crawl .. ':owners', id, worker)
      redis.call('SADD', crawl .. ':held:' .. worker, id)
      return {id, request}
    end
  end
end
return {'', wait}
