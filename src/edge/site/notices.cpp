#include "edge/site/notices.hpp"

#include "edge/site/letters.hpp"
#include "shop/notices/new_version.hpp"

namespace lofte::edge::site {

std::size_t tell_of_new_version(Ground const& ground) {
  if (ground.mail == nullptr) {
    return 0;
  }
  return shop::notices::tell_of_new_version(
      ground.vault,
      [&](promise::policy::Version version, shop::mailings::Addressee const& addressee) {
        ground.mail->post(letter_of_new_version(ground, version, addressee));
      });
}

}  // namespace lofte::edge::site
