// Reads a chunked body (RFC 9112 §7.1) strictly.
#pragma once

#include <cstddef>
#include <expected>
#include <string>

#include "edge/http/problem.hpp"

namespace lofte::edge::http {

// The longest line of a chunk's size and extensions, and all trailer fields together.
inline constexpr std::size_t chunk_line_bytes_max = 256;
inline constexpr std::size_t trailer_bytes_max = 4096;

// Extensions and trailers are read and dropped. One thread.
class Chunks {
 public:
  explicit Chunks(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  enum class State { unfinished, whole };
  // Moves what it can from the front of `bytes` to the end of `body`; what follows the last chunk
  // is left. Refuses (400, 413, 431).
  std::expected<State, Problem> advance(std::string& bytes, std::string& body);

 private:
  enum class Part { size, data, data_end, trailer };
  std::expected<bool, Problem> read_size(std::string_view bytes, std::size_t& used);
  std::expected<bool, Problem> read_trailer(std::string_view bytes, std::size_t& used);
  bool read_data(std::string_view bytes, std::size_t& used, std::string& body);

  std::size_t body_bytes_max_;
  std::size_t body_bytes_ = 0;
  std::size_t chunk_left_ = 0;
  std::size_t trailer_bytes_ = 0;
  Part part_ = Part::size;
  bool whole_ = false;
};

Problem body_too_large(std::size_t body_bytes_max);

}  // namespace lofte::edge::http
