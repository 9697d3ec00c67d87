-- Chooses the worker that asks for the entrances of a crawl. ARGV: crawl, worker, seconds after which a worker is dead.
-- Returns 1: this one; 0: another one is at it; 2: it has been done.
local crawl, worker = ARGV[1], ARGV[2]
local facts = redis.call('HMGET', crawl .. ':facts', 'seeded', 'seeder')
if facts[1] == '1' then
  return 2
end
local now = tonumber(redis.call('TIME')[1])
local beat = facts[2] and redis.call('ZSCORE', crawl .. ':workers', facts[2])
if facts[2] == worker or not beat or tonumber(beat) < now - tonumber(ARGV[3]) then
  redis.call('HSET', crawl .. ':facts', 'seeder', worker)
  return 1
end
return 0
