// What GDPRbench asks of a database, on the same rows: each order and customer says in columns of
// its own for which purposes it is held and until when, and each has its secondary index.
#pragma once

#include <cstdint>

#include "bench/postgres_peer/connection.hpp"

namespace lofte::bench::postgres_peer {

// Adds those columns, their indexes and the table of who has said what about which purpose, to
// tables that have been filled. Every order is held for the contract, bookkeeping and the account,
// every customer for the account, service messages and marketing.
void add_purposes(Connection& connection);

// Readies a connection for the rest. Each is one transaction that ends with an audit row, durable
// when it returns; reads return how many rows they have seen.
void prepare_person(Connection& connection);

std::uint64_t read_person(Connection& connection, std::uint64_t customer);
std::uint64_t read_person_for_contract(Connection& connection, std::uint64_t customer);
void erase_person(Connection& connection, std::uint64_t customer);
void object_to_marketing(Connection& connection, std::uint64_t customer);
void change_phone(Connection& connection, std::uint64_t customer, std::uint64_t order);
void consent_to_newsletter(Connection& connection, std::uint64_t customer);

// One of two halves of all orders held for bookkeeping, with their lines; how many.
std::uint64_t stream_bookkeeping(Connection& connection, unsigned half);

// Everything whose last purpose ended before that day.
void delete_lapsed(Connection& connection, char const* today);

}  // namespace lofte::bench::postgres_peer
