#include "base/failure.hpp"

#include <cstdio>
#include <cstdlib>

namespace lofte {

void broken_invariant(char const* what) {
  std::fprintf(stderr, "lofte: broken invariant: %s\n", what);
  std::abort();
}

}  // namespace lofte
