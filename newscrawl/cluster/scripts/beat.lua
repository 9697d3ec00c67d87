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
  for _, id in ipairs(redis.call('SMEMBERS', crawl .. ':held:' .. dead)) do
    local request = redis.call('HGET', crawl .. ':requests', id)
    if request and redis.call('HGET', crawl .. ':owners', id) == dead then
      local host = cjson.decode(request)['host']
      redis.call('HDEL', crawl .. ':owners', id)
      redis.call('ZADD', crawl .. ':queue:' .. host, -1e15, id) -- it was its turn
      redis.call('SADD', crawl .. ':hosts', host)
      redis.call('ZREM', 'newscrawl:host:' .. host .. ':under-way', crawl .. ' ' .. id)
      taken = taken + 1
    end
  end
  for _, list in ipairs({'backlog', 'sitemaps'}) do
    local held = crawl .. ':taken:' .. list .. ':' .. dead
    local entries = redis.call('LRANGE', held, 0, -1)
    for _, entry in ipairs(entries) do
      redis.call('RPUSH', crawl .. ':' .. list, entry)
    end
    redis.call('DEL', held)
  end
  redis.call('DEL', crawl .. ':held:' .. dead)
  redis.call('ZREM', crawl .. ':workers', dead)
  redis.call('HDEL', crawl .. ':about', dead)
end
for _, name in ipairs({'facts', 'requests', 'owners', 'hosts', 'seen', 'number', 'workers', 'about', 'backlog',
                       'sitemaps', 'sitemaps-seen', 'held:' .. worker}) do
  redis.call('EXPIRE', crawl .. ':' .. name, ARGV[5])
end
for _, host in ipairs(redis.call('SMEMBERS', crawl .. ':hosts')) do
  redis.call('EXPIRE', crawl .. ':queue:' .. host, ARGV[5])
end
return taken
