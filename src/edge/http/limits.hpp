// How much the server takes from the world. Every limit can be set lower in a test.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace lofte::edge::http {

struct Limits {
  std::size_t body_bytes_max = 1024 * 1024;
  // Forms with files may be larger, where a path begins with one of these ("contact"), and may take
  // longer; so many at a time, as each is held in memory until it is whole.
  std::vector<std::string> upload_segments{};
  std::size_t upload_bytes_max = 10 * 1024 * 1024;
  std::size_t uploads_max = 16;              // beyond them, 503
  std::size_t header_bytes_max = 16 * 1024;  // request line and header fields together
  std::size_t target_bytes_max = 8 * 1024;   // path and query, as sent
  std::size_t query_parameters_max = 64;
  std::size_t connections_max = 1024;
  std::size_t queue_max = 256;  // requests that wait for a thread; beyond them, 503
  std::size_t threads = 4;      // that call the handler
  std::size_t io_threads = 2;   // that read and write; one at least
  std::chrono::milliseconds idle_time_max{60'000};  // between requests
  std::chrono::milliseconds head_time_max{
      10'000};  // from a request's first byte to its last header
  std::chrono::milliseconds body_time_max{30'000};  // from the last header to the end of the body
  std::chrono::milliseconds upload_time_max{180'000};
  std::chrono::milliseconds write_time_max{30'000};  // for each piece of an answer
  std::chrono::milliseconds drain_time_max{30'000};  // from stop() until connections are cut
};

// An answer is written in pieces of this size, each with a time limit of its own.
inline constexpr std::size_t write_piece_bytes = 64 * 1024;
inline constexpr std::size_t read_piece_bytes = 16 * 1024;
// What is read and thrown away after a refusal, so that the client gets to see the refusal.
inline constexpr std::size_t linger_bytes_max = 4 * 1024 * 1024;
inline constexpr std::chrono::milliseconds linger_time_max{2'000};
// The same of an upload: a browser reads no answer before it has sent its file.
inline constexpr std::size_t upload_linger_bytes_max = 64 * 1024 * 1024;
inline constexpr std::chrono::milliseconds upload_linger_time_max{20'000};
// Connections beyond connections_max that are told 503 at once; the rest are closed unheard.
inline constexpr std::size_t turned_away_max = 64;
// The client of a 503 is asked to come back after this.
inline constexpr int retry_after_seconds = 1;

}  // namespace lofte::edge::http
