-- Takes a worker out. What it still holds waits for others; a crawl that is done is forgotten with its last worker.
-- ARGV: crawl, worker. Returns 1 if the crawl is done.
local crawl, worker = ARGV[1], ARGV[2]
give_back(crawl, worker)
local waiting = redis.call('HLEN', crawl .. ':requests') + redis.call('LLEN', crawl .. ':backlog')
  + redis.call('LLEN', crawl .. ':sitemaps')
if redis.call('ZCARD', crawl .. ':workers') > 0 or waiting > 0 or redis.call('HGET', crawl .. ':facts', 'seeded') ~= '1' then
  return 0
end
for _, host in ipairs(redis.call('SMEMBERS', crawl .. ':hosts')) do
  redis.call('DEL', crawl .. ':queue:' .. host)
end
for _, name in ipairs(parts) do
  redis.call('DEL', crawl .. ':' .. name)
end
redis.call('SREM', 'newscrawl:crawls', crawl)
return 1
