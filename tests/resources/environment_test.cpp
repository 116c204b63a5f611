#include "resources/environment.h"

#include <stdlib.h>

using namespace gongwen::resources;

TEST_CASE("SOURCE_DATE_EPOCH counts only when it is a number") {
  struct Case {
    const char* text;
    std::optional<std::int64_t> expected;
  };
  const Case cases[] = {
      {"0", 0},    {"1710460805", 1'710'460'805}, {"-1", -1}, {"", {}}, {"soon", {}}, {"12x", {}}, {"1.5", {}},
      {" 12", {}}, {"99999999999999999999", {}}};
  for (const Case& each : cases) {
    CAPTURE(each.text);
    ::setenv("SOURCE_DATE_EPOCH", each.text, 1);
    CHECK(source_date_epoch() == each.expected);
  }
  ::unsetenv("SOURCE_DATE_EPOCH");
  CHECK_FALSE(source_date_epoch());
}

TEST_CASE("an empty variable is as good as none") {
  ::setenv("GONGWEN_TEST_VARIABLE", "", 1);
  CHECK_FALSE(environment_variable("GONGWEN_TEST_VARIABLE"));
  ::setenv("GONGWEN_TEST_VARIABLE", "x", 1);
  CHECK(environment_variable("GONGWEN_TEST_VARIABLE") == "x");
  ::unsetenv("GONGWEN_TEST_VARIABLE");
}
