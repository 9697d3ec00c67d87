-- Takes a worker out. What it still holds waits for others; a crawl that is done is forgotten with its last worker.
-- ARGV: crawl, worker. Returns 1 if the crawl is done.
local crawl, worker = ARGV[1], ARGV[2]
for _, id in ipairs(redis.call('SMEMBERS', crawl .. ':held:' .. worker)) do
  local request = redis.call('HGET', crawl .. ':requests', id)
  if request and redis.call('HGET', crawl .. ':owners', id) == worker then
    local host = cjson.decode(request)['host']
    redis.call('HDEL', crawl .. ':owners', id)
    redis.call('ZADD', crawl .. ':queue:' .. host, -1e15, id)
    redis.call('SADD', crawl .. ':hosts', host)
    redis.call('ZREM', 'newscrawl:host:' .. host .. ':under-way', crawl .. ' ' .. id)
  end
end
for _, list in ipairs({'backlog', 'sitemaps'}) do
  local held = crawl .. ':taken:' .. list .. ':' .. worker
  for _, entry in ipairs(redis.call('LRANGE', held, 0, -1)) do
    redis.call('RPUSH', crawl .. ':' .. list, entry)
  end
  redis.call('DEL', held)
end
redis.call('DEL', crawl .. ':held:' .. worker)
redis.call('ZREM', crawl .. ':workers', worker)
redis.call('HDEL', crawl .. ':about', worker)
local waiting = redis.call('HLEN', crawl .. ':requests') + redis.call('LLEN', crawl .. ':backlog')
  + redis.call('LLEN', crawl .. ':sitemaps')
if redis.call('ZCARD', crawl .. ':workers') > 0 or waiting > 0 or redis.call('HGET', crawl .. ':facts', 'seeded') ~= '1' then
  return 0
end
for _, host in ipairs(redis.call('SMEMBERS', crawl .. ':hosts')) do
  redis.call('DEL', crawl .. ':queue:' .. host)
end
for _, name in ipairs({'facts', 'requests', 'owners', 'hosts', 'seen', 'number', 'workers', 'about', 'backlog',
                       'sitemaps', 'sitemaps-seen'}) do
  redis.call('DEL', crawl .. ':' .. name)
end
redis.call('SREM', 'newscrawl:crawls', crawl)
return 1
