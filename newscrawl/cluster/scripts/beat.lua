-- Says that a worker lives, and takes over what workers hold that have not said so for too long.
-- ARGV: crawl, worker, what is to be told of it (JSON), seconds after which a worker is dead, seconds until the crawl is
-- forgotten. Returns how many requests were taken over; -1 if the crawl is not there any more.
local crawl, worker = ARGV[1], ARGV[2]
if redis.call('EXISTS', crawl .. ':facts') == 0 then
  return -1
end
local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', crawl .. ':workers', now, worker)
redis.call('HSET', crawl .. ':about', worker, ARGV[3])
local taken = 0
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', crawl .. ':workers', '-inf', now - tonumber(ARGV[4]))) do
  taken = taken + give_back(crawl, dead)
end
redis.call('EXPIRE', crawl .. ':held:' .. worker, ARGV[5])
for _, name in ipairs(parts) do
  redis.call('EXPIRE', crawl .. ':' .. name, ARGV[5])
end
for _, host in ipairs(redis.call('SMEMBERS', crawl .. ':hosts')) do
  redis.call('EXPIRE', crawl .. ':queue:' .. host, ARGV[5])
end
return taken
