#pragma once
// On PostgreSQL the events lie in partitions by `seq`, so that what is archived is exchanged for the few rows that stay
// instead of being deleted one by one. Position and version are unique within a partition by index, and over all of them
// because whoever appends holds the recorder's row.
#include "store/connection.h"

namespace onestop::store {

/// Numbers of the log in one partition, unless ONESTOP_PARTITION_EVENTS says otherwise (for tests).
std::uint64_t events_per_partition();

/// Makes the table of events one of partitions; what it held so far becomes the first of them. Others may write meanwhile.
void part_events(Connection& db);
/// Two partitions stand ready beyond the newest number, or beyond that one where it is newer. Nobody waits for it.
void make_partitions_ahead(Connection& db, std::uint64_t newest = 0);
/// Exchanges every full partition of which less than a fifth is left for one that holds what is left; the number of them.
std::size_t exchange_archived(Connection& db);

}  // namespace onestop::store
