// The files of a form, checked.
#pragma once

#include <string>
#include <vector>

#include "edge/pages/view.hpp"
#include "edge/site/visit.hpp"
#include "shop/enquiries/attachments.hpp"

namespace lofte::edge::site {

// Those that were chosen, under clean names; and adds what is wrong with them: too many, too large
// together, of a kind that is not taken.
std::vector<shop::enquiries::Attachment> attached(Form const& form,
                                                  std::vector<pages::FormFault>& faults);

// The endings that the form lets choose.
inline constexpr char const* accepted_files = ".pdf,.png,.jpg,.jpeg,.txt";
inline constexpr unsigned accepted_files_mib = shop::enquiries::files_bytes_max / 1024 / 1024;

// In characters; of what is written at a time.
inline constexpr std::size_t message_characters_max = 20'000;
// Adds what is wrong with it: too long.
void check_message(std::string_view typed, std::vector<pages::FormFault>& faults);

}  // namespace lofte::edge::site
