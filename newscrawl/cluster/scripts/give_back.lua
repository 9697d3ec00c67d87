-- Stands before the scripts that take a worker out.
-- The parts of a crawl, beside those of a host or of a worker.
local parts = {'facts', 'requests', 'owners', 'hosts', 'seen', 'number', 'workers', 'about', 'backlog', 'sitemaps',
               'sitemaps-seen'}
-- Lets what a worker holds wait for others, and forgets it. Returns how many requests it held.
local function give_back(crawl, worker)
  local count = 0
  for _, id in ipairs(redis.call('SMEMBERS', crawl .. ':held:' .. worker)) do
    local request = redis.call('HGET', crawl .. ':requests', id)
    if request and redis.call('HGET', crawl .. ':owners', id) == worker then
      local host = cjson.decode(request)['host']
      redis.call('HDEL', crawl .. ':owners', id)
      redis.call('ZADD', crawl .. ':queue:' .. host, -1e15, id) -- it was its turn
      redis.call('SADD', crawl .. ':hosts', host)
      redis.call('ZREM', 'newscrawl:host:' .. host .. ':under-way', crawl .. ' ' .. id)
      count = count + 1
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
  return count
end
