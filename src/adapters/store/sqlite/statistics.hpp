#pragma once
#include <string_view>

namespace rekey::store {

/// What the query planner is told about the tables, instead of letting it guess or measure (sqlite.org/optoverview.html, "Manual
/// Control Of Query Plans Using SQLITE_STAT Tables"). Untold, it takes the tenant alone for selective and walks through all rows of a
/// tenant, where there is an index that leads to one of them. The same statistics for every database make plans that never change.
///
/// Numbers of a row of sqlite_stat1: rows of the table, then rows that share the first 1, 2, … columns of the index. A partial index
/// holds few rows: messages that wait, people who were deleted. Tables are told large, or the planner reads them whole for a Bloom filter.
/// A directory is as good as the tenant: it has all of a tenant's people.
inline constexpr std::string_view kStatistics = R"sql(
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT t.name, iif(i.origin = 'pk', t.name, i.name), iif(i.partial, 1000, 10000000) || ' ' ||
       (SELECT group_concat(CASE WHEN i."unique" AND c.seqno = (SELECT max(seqno) FROM pragma_index_info(i.name)) THEN 1
                                 WHEN c.seqno = 0 OR c.name = 'directory_id' THEN iif(i.partial, 1000, 10000000)
                                 WHEN c.seqno = 1 THEN 10
                                 ELSE 5 END, ' ')
        FROM pragma_index_info(i.name) c)
FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\';
)sql";

}  // namespace rekey::store
