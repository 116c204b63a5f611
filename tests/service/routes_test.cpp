#include "service/detail/routes.h"

#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

using namespace gongwen::service;

namespace {

/// The pattern that answers, or the methods that would.
std::string answering(std::string_view method, std::string_view path) {
  const RouteMatch match = match_route(method, path);
  return match.route != nullptr ? std::string(match.route->path) : "405 " + match.allowed;
}

}  // namespace

TEST(Routes, AreFoundByMethodAndPath) {
  const std::pair<const char*, std::string> cases[] = {
      {"GET /api/v1/kinds", "/api/v1/kinds"},
      {"HEAD /api/v1/kinds/letter/schema", "/api/v1/kinds/{kind}/schema"},
      {"DELETE /api/v1/kinds", "405 GET, HEAD, POST"},
      {"PUT /api/v1/calls/c1", "405 GET, HEAD, PATCH"},
      {"GET /api/v1/submissions/s1/versions/2/document.pdf",
       "/api/v1/submissions/{id}/versions/{number}/document.{format}"},
      {"GET /api/v1/submissions/s1/versions/2.pdf", "/api/v1/submissions/{id}/versions/{number}.{format}"},
      {"GET /", "/"},
      {"POST /", "405 GET, HEAD"},
      {"GET /api/v1/submissions/s1/versions/2", "/api/v1/submissions/{id}/versions/{number}"},
      {"POST /api/v1/submissions/s1/burn", "405 "},
      {"GET /forms/scans", "/forms/scans"},
      {"GET /forms/letter", "/forms/{kind}"},
      {"PUT /forms/scans", "405 GET, HEAD, POST"},
      {"PUT /d/ab1", "/d/{id}"},
      {"DELETE /d/ab1", "405 GET, HEAD, POST, PUT"},
      {"GET /d/ab1/preview/3.svg", "/d/{id}/preview/{page}.svg"},
      {"POST /d/ab1/files", "405 GET, HEAD"},
      {"GET /d/ab1/", "405 "},
      {"GET /d/AB1", "405 "},
      {"GET /d/ab1/files/..", "405 "},
      {"GET /office", "/office"},
      {"GET /office/", "/office/"},
      {"GET /office/logout", "405 POST"},
      {"GET /office/s/ab1/document.ofd", "/office/s/{id}/document.{format}"},
      {"GET /office/s/ab1/1.svg", "/office/s/{id}/{page}.svg"},
      {"GET /office/facts/record/", "405 "},
  };
  for (const auto& [request, wanted] : cases) {
    const std::string_view text = request;
    const std::size_t blank = text.find(' ');
    EXPECT_EQ(answering(text.substr(0, blank), text.substr(blank + 1)), wanted) << request;
  }
}

TEST(Routes, PlacesOfThePathHaveTheirNames) {
  const RouteMatch match = match_route("GET", "/office/s/ab1/diff/2/13");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.value("id"), "ab1");
  EXPECT_EQ(match.value("from"), "2");
  EXPECT_EQ(match.value("to"), "13");
  EXPECT_EQ(match.value("page"), "");
}

TEST(Routes, UnknownPathsBelongToTheAreaThatTheyStartLike) {
  EXPECT_EQ(match_route("GET", "/office/none").area, Area::Office);
  EXPECT_EQ(match_route("GET", "/r/ab1/none").area, Area::Forms);
  EXPECT_EQ(match_route("GET", "/api/v1/none").area, Area::Programs);
  EXPECT_EQ(match_route("GET", "/offices").area, Area::Programs);
}

/// A row after another one of the same address would never answer.
TEST(Routes, NoAddressHasTwoRows) {
  std::set<std::pair<std::string, std::string>> seen;
  bool is_of_people = false;
  int undescribed = 0;
  for (const Route& route : all_routes()) {
    EXPECT_TRUE(route.area() != Area::Programs || !is_of_people) << route.path << ": programs come first";
    is_of_people = is_of_people || route.area() != Area::Programs;
    for (const std::string_view method : words_of(route.method)) {
      EXPECT_TRUE(seen.emplace(method, route.path).second) << method << ' ' << route.path;
    }
    EXPECT_EQ(route.id.empty(), route.summary.empty()) << route.path;
    EXPECT_TRUE(route.id.empty() || route.area() == Area::Programs) << route.path;
    const bool is_described = !route.id.empty() || route.area() != Area::Programs;
    undescribed += is_described ? 0 : 1;
  }
  EXPECT_GT(seen.size(), 100U);
  EXPECT_EQ(undescribed, 3);  // the page at `/`, its style sheet, a former address
}

TEST(Routes, SayWhetherTheyChangeSomething) {
  const auto changes = [](std::string_view method, std::string_view path) {
    return match_route(method, path).route->changes();
  };
  EXPECT_TRUE(changes("POST", "/api/v1/imports"));
  EXPECT_TRUE(changes("DELETE", "/api/v1/jobs/j1"));
  EXPECT_TRUE(changes("PUT", "/api/v1/kinds/letter/draft"));
  for (const char* const path : {"/api/v1/kinds/letter/check", "/api/v1/extract", "/api/v1/fill", "/api/v1/convert",
                                 "/api/v1/kinds/letter/draft/check", "/api/v1/kinds/letter/draft/preview"}) {
    EXPECT_FALSE(changes("POST", path)) << path;
  }
  EXPECT_FALSE(changes("GET", "/api/v1/submissions"));
}
