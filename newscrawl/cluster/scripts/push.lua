-- Puts a request into the queue of its host, once if asked so; an older request that it goes on for is let go of.
-- ARGV: crawl, id, request as JSON, host, priority, fingerprint ('' = do not look), id of the older request ('' = none)
local crawl, id, host = ARGV[1], ARGV[2], ARGV[4]
local older = ARGV[7]
if older ~= '' then
  local worker = redis.call('HGET', crawl .. ':owners', older)
  if worker then
    redis.call('HDEL', crawl .. ':owners', older)
    redis.call('SREM', crawl .. ':held:' .. worker, older)
    redis.call('HDEL', crawl .. ':requests', older)
    redis.call('ZREM', 'newscrawl:host:' .. host .. ':under-way', crawl .. ' ' .. older)
  end
end
if ARGV[6] ~= '' and redis.call('SADD', crawl .. ':seen', ARGV[6]) == 0 then
  return 0
end
redis.call('HSET', crawl .. ':requests', id, ARGV[3])
-- first in, first out among those of one priority: 2^40 requests fit between two priorities
local score = -tonumber(ARGV[5]) * 1099511627776 + redis.call('INCR', crawl .. ':number')
redis.call('ZADD', crawl .. ':queue:' .. host, score, id)
redis.call('SADD', crawl .. ':hosts', host)
return 1
