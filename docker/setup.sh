#!/usr/bin/env bash
# Gives Kibana its password, and makes the role and the user that newscrawl writes with.
# After "Start a multi-node cluster with Docker Compose" in Elasticsearch's manual; not run by us.
set -euo pipefail
call() {
  curl -sf -u "elastic:$ELASTIC_PASSWORD" -H 'Content-Type: application/json' -X "$1" "http://elasticsearch:9200$2" -d "$3" >/dev/null
}
call POST /_security/user/kibana_system/_password "{\"password\":\"$KIBANA_PASSWORD\"}"
call PUT /_security/role/newscrawl "$(cat /setup/role.json)"
call PUT /_security/user/newscrawl "{\"password\":\"$NEWSCRAWL_INDEX_PASSWORD\",\"roles\":[\"newscrawl\"]}"
