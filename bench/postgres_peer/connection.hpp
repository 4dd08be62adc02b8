// libpq, as far as the bench needs it: prepared statements in pipelines, and COPY.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lofte::bench::postgres_peer {

// One thread. All throw std::runtime_error with PostgreSQL's message.
class Connection {
 public:
  explicit Connection(std::string const& connection_string);

  void execute(char const* sql);
  void prepare(char const* name, char const* sql);

  // Queues a prepared statement; finish() sends what is queued in one go and waits for all of it.
  void queue(char const* name, std::span<std::string const> parameters = {});
  // How many rows came back in all.
  std::uint64_t finish();

  // Runs a query row by row, as a stream; how many rows, each of which has been looked at.
  std::uint64_t stream(char const* sql);

  // The rows of `text`, tab-separated, into a table.
  void copy(char const* table, std::string_view text);

 private:
  [[noreturn]] void fail() const;

  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  std::unique_ptr<PGconn, Close> connection_;
  unsigned queued_ = 0;
};

}  // namespace lofte::bench::postgres_peer
