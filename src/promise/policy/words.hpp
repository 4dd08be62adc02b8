// The words of the language for its enumerations, in the order of the enumerators. Internal to the
// module.
#pragma once

#include <string>
#include <vector>

namespace lofte::promise::policy::words {

using Words = std::vector<std::string>;

Words const& bases();
Words const& uses();
Words const& channels();
Words const& channel_grounds();  // "of_purpose" first, which is not written
Words const& transfer_bases();
Words const& disclosure_grounds();
Words const& rights();
Words const& third_party_marketing();
Words const& opt_out_places();
Words const& safeguards();
Words const& notices();
Words const& read_logs();

}  // namespace lofte::promise::policy::words
