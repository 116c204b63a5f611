// IsoReference: what a reference of ISO or IEC says, such as `ISO/IEC CD 27090.2` or `ISO/IEC 27001:2022/DAM 1`.
#pragma once

#include <optional>
#include <string_view>

namespace gongwen::schema {

/// Views look into the text that was read, or are constants.
struct IsoReference {
  std::string_view publisher;  // `ISO/IEC`, `ISO/IEC/IEEE`
  std::string_view stage;      // PWI NP AWI WD CD CDV DIS FDIS PRF DTS DTR DPAS DGuide DAM FDAM …; empty: published
  std::string_view type;       // IS TS TR PAS Guide, Amd Cor Add
  std::string_view number;     // `62443`
  std::string_view part;       // `2-1`; empty for none
  std::string_view base;       // what is amended: `ISO/IEC 27001:2022`; of others, up to the year
  std::string_view year;       // of the document itself: of an amendment, its own
  int draft = 1;               // 2 for `CD 27090.2`
};

/// Nothing for a text that is not a reference: a publisher, stage and type in the order that ISO writes them, a number
/// with its parts; then year, amendment, edition (`ED2`) and language (`(E)`). Source: ISO/IEC Directives, Part 1, 2.1.
std::optional<IsoReference> read_iso_reference(std::string_view text);

}  // namespace gongwen::schema
