// A PostgreSQL 15 of the bench's own: made, started and stopped by it, on a socket in a folder of
// its own. Durable as it comes: fsync and synchronous_commit are on.
#pragma once

#include <filesystem>
#include <string>

namespace lofte::bench::postgres_peer {

class Cluster {
 public:
  // Puts it into `parent`. As root, it runs as the user "postgres", which PostgreSQL's package
  // makes. Throws std::runtime_error when one of its programs fails.
  explicit Cluster(std::filesystem::path const& parent);
  ~Cluster();
  Cluster(Cluster const&) = delete;
  Cluster& operator=(Cluster const&) = delete;

  // For PQconnectdb.
  std::string connection_string() const;

  // One of PostgreSQL's own programs, as the user who calls, against this cluster. Throws as the
  // constructor does.
  void run_program(std::string const& program, std::string const& arguments) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace lofte::bench::postgres_peer
