#include "resources/environment.h"

#include <stdlib.h>

using namespace gongwen::resources;

TEST(Environment, SOURCEDATEEPOCHCountsOnlyWhenItIsANumber) {
  struct Case {
    const char* text;
    std::optional<std::int64_t> expected;
  };
  const Case cases[] = {
      {"0", 0},    {"1710460805", 1'710'460'805}, {"-1", -1}, {"", {}}, {"soon", {}}, {"12x", {}}, {"1.5", {}},
      {" 12", {}}, {"99999999999999999999", {}}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    ::setenv("SOURCE_DATE_EPOCH", each.text, 1);
    EXPECT_EQ(source_date_epoch(), each.expected);
  }
  ::unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_FALSE(source_date_epoch());
}

TEST(Environment, AnEmptyVariableIsAsGoodAsNone) {
  ::setenv("GONGWEN_TEST_VARIABLE", "", 1);
  EXPECT_FALSE(environment_variable("GONGWEN_TEST_VARIABLE"));
  ::setenv("GONGWEN_TEST_VARIABLE", "x", 1);
  EXPECT_EQ(environment_variable("GONGWEN_TEST_VARIABLE"), "x");
  ::unsetenv("GONGWEN_TEST_VARIABLE");
}
