#include "edge/mail/gmime_objects.hpp"

namespace lofte::edge::mail {

void begin_gmime() {
  static bool const begun = [] {
    g_mime_init();
    return true;
  }();
  (void)begun;
}

}  // namespace lofte::edge::mail
