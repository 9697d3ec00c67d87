-- Takes entries from the front of a list into the hands of a worker; they come back if it dies before it lets go of them.
-- ARGV: crawl, worker, list, how many at most. Those that it holds already are given again.
local crawl, worker, list = ARGV[1], ARGV[2], ARGV[3]
local held = crawl .. ':taken:' .. list .. ':' .. worker
local entries = redis.call('LRANGE', held, 0, -1)
if #entries > 0 then
  return entries
end
entries = redis.call('LPOP', crawl .. ':' .. list, ARGV[4])
if not entries then
  return {}
end
for _, entry in ipairs(entries) do
  redis.call('RPUSH', held, entry)
end
return entries
