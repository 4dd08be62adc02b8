#include "base/personal.hpp"

#include <sodium.h>

namespace lofte {

void wipe(std::string& bytes) {
  // The short-string buffer keeps its old bytes after a move, so the whole capacity is wiped.
  bytes.resize(bytes.capacity());
  sodium_memzero(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace lofte
