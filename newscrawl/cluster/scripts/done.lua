-- Lets go of a request that was dealt with, and adapts the delay of its host to how long it took, as Scrapy's
-- AutoThrottle does. ARGV: crawl, worker, id, host, seconds of latency ('' = do not adapt), requests under way aimed
-- at, shortest and longest delay, 1 if the answer was 200
local crawl, worker, id, place = ARGV[1], ARGV[2], ARGV[3], 'newscrawl:host:' .. ARGV[4]
if redis.call('HGET', crawl .. ':owners', id) == worker then
  redis.call('HDEL', crawl .. ':owners', id)
  redis.call('HDEL', crawl .. ':requests', id)
end
redis.call('SREM', crawl .. ':held:' .. worker, id)
redis.call('ZREM', place .. ':under-way', crawl .. ' ' .. id)
if ARGV[5] ~= '' then
  local aim = tonumber(ARGV[5]) / tonumber(ARGV[6])
  local delay = tonumber(redis.call('HGET', place, 'delay') or ARGV[7])
  local changed = math.max(aim, (delay + aim) / 2)
  changed = math.min(math.max(changed, tonumber(ARGV[7])), tonumber(ARGV[8]))
  if ARGV[9] == '1' or changed > delay then
    redis.call('HSET', place, 'delay', string.format('%.6f', changed))
  end
end
return 1
