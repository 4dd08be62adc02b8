// The figures of the law that lint measures a policy against. Löfte is software, not legal advice.
// Internal to the module.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace lofte::promise::policy::law {

// How long a consumer may complain about goods (konsumentköplagen 2022:260).
inline constexpr int complaint_years = 3;
// Bokföringslagen (1999:1078) 7 kap. 2 §.
inline constexpr int bookkeeping_years = 7;

inline constexpr std::string_view bookkeeping =
    "bokföringslagen (1999:1078) 7 kap. 2 §: to the end of the seventh year after the calendar "
    "year in which the fiscal year ended";
inline constexpr std::string_view complaints =
    "konsumentköplagen (2022:260): a consumer may complain for three years";
inline constexpr std::string_view consent = "GDPR article 4(11) and article 7";
inline constexpr std::string_view electronic_marketing = "marknadsföringslagen (2008:486) 19 §";
inline constexpr std::string_view cookies = "lagen (2022:482) om elektronisk kommunikation 9:28";
inline constexpr std::string_view minimisation = "GDPR article 5(1)(c)";
inline constexpr std::string_view storage_limit = "GDPR article 5(1)(e)";
inline constexpr std::string_view lawful_basis = "GDPR article 6(1)";
inline constexpr std::string_view information = "GDPR articles 12–14";
inline constexpr std::string_view transfers = "GDPR articles 44–49";

// The European Economic Area, ISO 3166-1.
inline constexpr std::array<std::string_view, 30> eea{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};

constexpr bool is_in_eea(std::string_view country) {
  return std::ranges::find(eea, country) != eea.end();
}

}  // namespace lofte::promise::policy::law
