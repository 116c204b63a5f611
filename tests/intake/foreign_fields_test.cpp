// The fields of forms of others on their way from the reader.
#include "intake/foreign_fields.h"

#include <string>

#include <gtest/gtest.h>

using namespace gongwen::intake;

namespace {

ForeignForm sound_form() {
  ForeignForm form;
  form.file.state = SignableState::Ready;
  form.file.pages.resize(1);
  form.pages.resize(1);
  for (std::vector<ForeignFormField>* const fields : {&form.fields, &form.loose}) {
    ForeignFormField& field = fields->emplace_back();
    field.name = "姓名";
    field.type = "Btn";
    field.options = {{"1", "一"}};
    field.values = {"1"};
    ForeignWidget& widget = field.widgets.emplace_back();
    widget.page = 1;
    widget.state = "1";
    widget.has_states = widget.is_on = true;
    widget.is_hidden = fields == &form.loose;
    widget.border = {0.5};
  }
  return form;
}

}  // namespace

TEST(ForeignForm, ArrivesAsItWasSent) {
  const std::string text = write_foreign_form(sound_form());
  const auto read = parse_foreign_form(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(write_foreign_form(*read), text);
  ASSERT_EQ(read->loose.size(), 1U);
  const ForeignWidget& widget = read->loose.front().widgets.front();
  EXPECT_TRUE(widget.has_states && widget.is_on && widget.is_hidden);
  EXPECT_FALSE(read->fields.front().widgets.front().is_hidden);
  for (std::size_t end = 0; end < text.size(); ++end) EXPECT_FALSE(parse_foreign_form(text.substr(0, end))) << end;
  EXPECT_FALSE(parse_foreign_form(text + "x"));
}

TEST(ForeignForm, WidgetsAreOnPagesThatThereAre) {
  for (const bool is_loose : {false, true}) {
    ForeignForm form = sound_form();
    (is_loose ? form.loose : form.fields).front().widgets.front().page = 2;
    EXPECT_FALSE(parse_foreign_form(write_foreign_form(form))) << is_loose;
  }
}
