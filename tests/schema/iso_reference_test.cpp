// What references of ISO and IEC say of stage, type, number and year.
#include "schema/written_values.h"

#include <string>

#include <gtest/gtest.h>

using namespace gongwen::schema;

namespace {

/// publisher|stage|type|number|part|draft|year|base
std::string parts(std::string_view text) {
  const auto read = read_iso_reference(text);
  if (!read) return "no";
  std::string out;
  for (const std::string_view part : {read->publisher, read->stage, read->type, read->number, read->part}) {
    out.append(part).append("|");
  }
  out += std::to_string(read->draft);
  return out.append("|").append(read->year).append("|").append(read->base);
}

}  // namespace

TEST(IsoReference, ReferencesOfISOAndIECSayTheirStageAndType) {
  EXPECT_EQ(parts("ISO/IEC 27001:2022"), "ISO/IEC||IS|27001||1|2022|ISO/IEC 27001:2022");
  EXPECT_EQ(parts("ISO/IEC CD 27090.2"), "ISO/IEC|CD|IS|27090||2||ISO/IEC CD 27090.2");
  EXPECT_EQ(parts("ISO/IEC WD TS 27103"), "ISO/IEC|WD|TS|27103||1||ISO/IEC WD TS 27103");
  EXPECT_EQ(parts("ISO/IEC DTS 27022"), "ISO/IEC|DTS|TS|27022||1||ISO/IEC DTS 27022");
  EXPECT_EQ(parts("ISO/IEC TS 27022:2021"), "ISO/IEC||TS|27022||1|2021|ISO/IEC TS 27022:2021");
  EXPECT_EQ(parts("ISO/NP 24583"), "ISO|NP|IS|24583||1||ISO/NP 24583");
  EXPECT_EQ(parts("IEC 62443-2-1:2024 ED2"), "IEC||IS|62443|2-1|1|2024|IEC 62443-2-1:2024");
  EXPECT_EQ(parts("ISO/IEC/IEEE DIS 15288.2"), "ISO/IEC/IEEE|DIS|IS|15288||2||ISO/IEC/IEEE DIS 15288.2");
  EXPECT_EQ(parts("ISO/IEC 27001:2022/DAM 1"), "ISO/IEC|DAM|Amd|27001||1||ISO/IEC 27001:2022");
  EXPECT_EQ(parts("ISO/IEC 27001:2022/CD Amd 1"), "ISO/IEC|CD|Amd|27001||1||ISO/IEC 27001:2022");
  EXPECT_EQ(parts("ISO/IEC 9594-8:2020/Amd 1:2022"), "ISO/IEC||Amd|9594|8|1|2022|ISO/IEC 9594-8:2020");
  EXPECT_EQ(parts("ISO/IEC TR 27016:2014(E)"), "ISO/IEC||TR|27016||1|2014|ISO/IEC TR 27016:2014");
  EXPECT_EQ(parts("ISO/IEC"), "no");
}
