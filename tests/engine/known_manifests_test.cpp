// Manifests that the program knows since it was built: they are valid, and known only by all of their bytes.
#include "engine/kinds/detail/kind_library.h"
#include "engine/kinds/detail/manifest.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

std::string manifest_of(const std::string& kind) {
  std::ifstream stream("templates/" + kind + "/template.json", std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

KindInfo info_of(const engine::KindLibrary& kinds, const std::string& kind, engine::Run& run) {
  const auto info = engine::read_kind_info(*kinds.find_bundle(kind), kind, run.sources(), run.documents(), run.sink());
  return info ? *info : KindInfo();
}

}  // namespace

TEST(KnownManifests, AreWhatReadingThemGives) {
  const std::vector<std::string> names = engine::KindLibrary(engine::complete_options({})).names();
  ASSERT_FALSE(names.empty());
  for (const std::string& kind : names) {
    SCOPED_TRACE(kind);
    const std::string text = manifest_of(kind);
    engine::Run plain;
    const KindInfo known = info_of(engine::KindLibrary(engine::complete_options({})), kind, plain);
    EXPECT_TRUE(engine::is_known_manifest(kind, text));
    EXPECT_FALSE(engine::is_known_manifest(kind, text + "\n"));
    EXPECT_FALSE(engine::is_known_manifest("another", text));
    // With one byte more it is checked, and gets the default values of the schema.
    engine::Run run;
    const engine::KindLibrary kinds(
        engine::complete_options({.template_files = {{kind + "/template.json", text + "\n"}}}));
    const KindInfo read = info_of(kinds, kind, run);
    EXPECT_TRUE(run.sink().diagnostics().empty());
    EXPECT_EQ(known.name, read.name);
    EXPECT_EQ(known.title_zh, read.title_zh);
    EXPECT_EQ(known.title_en, read.title_en);
    EXPECT_EQ(known.gathers, read.gathers);
    EXPECT_EQ(known.has_web_form, read.has_web_form);
    EXPECT_EQ(known.version, read.version);
    EXPECT_EQ(known.source_zh, read.source_zh);
    EXPECT_EQ(known.source_en, read.source_en);
    EXPECT_EQ(known.formats, read.formats);
  }
}

TEST(KnownManifests, ErrorsOfAChangedOneAreReported) {
  const std::string kind = "opinions";
  std::string text = manifest_of(kind);
  const std::size_t version = text.find("\"version\"");
  ASSERT_NE(version, std::string::npos);
  text.replace(version, 9, "\"versiom\"");
  engine::Run run;
  const engine::KindLibrary kinds(engine::complete_options({.template_files = {{kind + "/template.json", text}}}));
  EXPECT_TRUE(info_of(kinds, kind, run).name.empty());
  EXPECT_TRUE(run.sink().has_errors());
}
