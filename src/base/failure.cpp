#include "base/failure.hpp"

#include <cstdio>
#include <cstdlib>

#include "base/planted.hpp"

namespace lofte {

void broken_invariant(char const* what) {
  if constexpr (is_rehearsal) {
    throw std::logic_error(std::string("broken invariant: ") + what);  // and the next life begins
  }
  std::fprintf(stderr, "lofte: broken invariant: %s\n", what);
  std::abort();
}

}  // namespace lofte
