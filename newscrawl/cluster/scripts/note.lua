-- Puts an entry at the end of a list if it was not noted before, both or neither. ARGV: crawl, list, its set, what is
-- noted, the entry. Returns 1 if it is new.
local crawl = ARGV[1]
if redis.call('SADD', crawl .. ':' .. ARGV[3], ARGV[4]) == 0 then
  return 0
end
redis.call('RPUSH', crawl .. ':' .. ARGV[2], ARGV[5])
return 1
