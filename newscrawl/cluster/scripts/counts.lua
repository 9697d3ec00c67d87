-- Counts what a crawl still has to do. ARGV: crawl. Returns requests (waiting and leased), those leased, articles of the
-- backlog, sitemaps, entries that workers have taken of these two lists.
local crawl = ARGV[1]
local taken = 0
for _, worker in ipairs(redis.call('ZRANGE', crawl .. ':workers', 0, -1)) do
  taken = taken + redis.call('LLEN', crawl .. ':taken:backlog:' .. worker)
    + redis.call('LLEN', crawl .. ':taken:sitemaps:' .. worker)
end
return {redis.call('HLEN', crawl .. ':requests'), redis.call('HLEN', crawl .. ':owners'),
        redis.call('LLEN', crawl .. ':backlog'), redis.call('LLEN', crawl .. ':sitemaps'), taken}
