api=@api@
json='Content-Type: application/json'
curl -s $api/v1/accounts -H "$json" -d '{"email":"ada@example.org","password":"a long enough secret","display_name":"Ada"}'; echo
token=$(curl -s $api/v1/tokens -H "$json" -d '{"email":"ada@example.org","password":"a long enough secret"}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
me="Authorization: Bearer $token"
task=$(curl -s $api/v1/tasks -H "$me" -H "$json" -d '{"title":"Try Tasklog","priority":"high"}' | sed 's/.*"id":"\([^"]*\)".*/\1/')
seen=$(curl -s -o /dev/null -D - $api/v1/tasks/bulk/status -H "$me" -H "$json" -d "{\"ids\":[\"$task\"],\"status\":\"completed\"}" | tr -d '\r' | sed -n 's/^[Cc]onsistency-[Tt]oken: *//p')
curl -s "$api/v1/tasks?status=completed" -H "$me" -H "Consistency-Token: $seen" -H "Prefer: wait=10"; echo
