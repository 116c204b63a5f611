// What a form carries beside its fields: taken where the form shows it, and refused where anybody may have put it.
#include "engine/returned/detail/judge_form.h"

#include "data/readers.h"
#include "diagnostics/catalogue/intake.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/given_values.h"
#include "resources/read_file.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

using namespace gongwen;
using diagnostics::DiagnosticId;
using intake::RawType;
namespace messages = diagnostics::messages;

namespace {

std::shared_ptr<const engine::CompiledKind> kind_of(const std::string& name) {
  static engine::KindLibrary kinds(engine::complete_options({.share_folder = GONGWEN_SOURCE_DIR}));
  return kinds.get(name);
}

/// An application in which two fields are filled in.
intake::ReturnedFile application(const std::string& given) {
  intake::ReturnedFile file;
  file.type = intake::FileType::Pdf;
  file.fields = {{"/name_zh", RawType::Text, "欧阳某某"}, {"/post_title", RawType::Text, "工程师"}};
  file.given = given;
  return file;
}

engine::JudgedForm judge(intake::ReturnedFile file, const std::string& kind, const std::string& base = {},
                         bool is_posted = false) {
  return engine::judge_form(file, kind_of(kind), true, true, is_posted, base);
}

std::string value(const engine::JudgedForm& judged, const std::string& pointer) {
  return intake::value_at(judged.data.json, pointer);
}

bool says(const engine::JudgedForm& judged, DiagnosticId id) {
  return std::any_of(judged.notices.begin(), judged.notices.end(),
                     [id](const intake::Notice& notice) { return notice.id == id; });
}

constexpr const char* kForged =
    R"([{"p":"/name_zh","s":"欧阳某某","d":"李鬼"},{"p":"/post_title","s":"工程师"},{"p":"/status","d":"registered"}])";

TEST(JudgeForm, WhatNobodySeesOnTheFormIsRefusedAndReported) {
  const engine::JudgedForm judged = judge(application(kForged), "expert-application");
  EXPECT_EQ(value(judged, "/name_zh"), "\"欧阳某某\"");
  EXPECT_EQ(value(judged, "/post_title"), "\"工程师\"");
  EXPECT_EQ(value(judged, "/status"), "");
  EXPECT_TRUE(says(judged, messages::IntakeGivenDiffers));
  EXPECT_TRUE(says(judged, messages::IntakeGivenHidden));
}

TEST(JudgeForm, WhatTheBaseDataSayIsTakenAndNoMore) {
  const engine::JudgedForm judged =
      judge(application(kForged), "expert-application", R"({"status":"registered","name_zh":"欧阳某某"})");
  EXPECT_EQ(value(judged, "/status"), "\"registered\"");
  EXPECT_EQ(value(judged, "/name_zh"), "\"欧阳某某\"");
  EXPECT_TRUE(says(judged, messages::IntakeGivenDiffers));
  EXPECT_FALSE(says(judged, messages::IntakeGivenHidden));
}

TEST(JudgeForm, WhatIsPrintedIsTaken) {
  intake::ReturnedFile file;
  file.type = intake::FileType::Pdf;
  file.fields = {{"/org", RawType::Text, "示例研究院"}};
  file.given = R"([{"p":"/addressee","d":"某某委员会另一个秘书处办公室"}])";
  EXPECT_EQ(value(judge(file, "commitment-letter"), "/addressee"), "");
  file.printed = "某某委员会另一个秘书处办公室：";
  const engine::JudgedForm judged = judge(file, "commitment-letter");
  EXPECT_EQ(value(judged, "/addressee"), "\"某某委员会另一个秘书处办公室\"");
  EXPECT_FALSE(says(judged, messages::IntakeGivenHidden));
}

TEST(JudgeForm, WhatWasChangedOnTheFormIsNotTakenBack) {
  const engine::JudgedForm judged =
      judge(application(R"([{"p":"/name_zh","s":"原来的人","d":"原来的人（曾用名）"}])"), "expert-application");
  EXPECT_EQ(value(judged, "/name_zh"), "\"欧阳某某\"");
}

TEST(JudgeForm, PagesCarryTheirOwnData) {
  const engine::JudgedForm judged = judge(application(kForged), "expert-application", {}, true);
  EXPECT_EQ(value(judged, "/status"), "\"registered\"");
  EXPECT_FALSE(says(judged, messages::IntakeGivenDiffers) || says(judged, messages::IntakeGivenHidden));
}

TEST(JudgeForm, UntouchedFormsComeBackAsTheDataThatTheyWereMadeOf) {
  std::size_t carrying = 0;
  for (const std::string kind : {"expert-application", "proposal-information", "iso-form-4"}) {
    diagnostics::DiagnosticSink sink;
    const auto json = resources::read_bytes(GONGWEN_SOURCE_DIR "/samples/" + kind + "/typical.json", {1 << 20}, sink);
    ASSERT_TRUE(json) << kind;
    const auto shown = engine::show_form(kind_of(kind), intake::FileType::Pdf, *json);
    ASSERT_TRUE(shown) << kind;
    intake::ReturnedFile file;
    file.type = intake::FileType::Pdf;
    file.fields = engine::raw_fields(shown->fields);
    file.given = shown->given;
    carrying += !file.given.empty();
    const engine::JudgedForm judged = judge(std::move(file), kind);
    EXPECT_EQ(intake::value_at(judged.data.json, ""), intake::value_at(*json, "")) << kind;
  }
  EXPECT_GT(carrying, 0U);
}

}  // namespace
