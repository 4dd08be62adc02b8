// For those who read or write MIME: GMime, begun once in the process, and its objects owned. They
// are of one thread at a time.
#pragma once

#include <gmime/gmime.h>

#include <memory>

namespace lofte::edge::mail {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

template <typename Object>
GMimeObject* object_of(Owned<Object> const& object) {
  return GMIME_OBJECT(object.get());
}

// Before anything else of GMime's. Any thread, any number of times.
void begin_gmime();

}  // namespace lofte::edge::mail
