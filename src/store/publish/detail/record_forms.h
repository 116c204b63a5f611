// RecordForm: the form of a record on a web page, made from the schema of its type.
//   RecordForm form(call, type, Language::Chinese);
//   form.make({{"/type", {"mt_meeting"}}});
#pragma once

#include "engine/webform/posted.h"
#include "engine/webform/web_form.h"
#include "store/record.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

class StoreCall;

class RecordForm {
 public:
  /// The call must be open, and outlive the form.
  RecordForm(StoreCall& call, store::RecordType type, Language language);

  /// Makes the form that these values select: for an event, that of its type.
  void make(const TypedValues& values);

  const webform::WebForm& form() const { return form_; }
  /// `事项：会议`
  const std::string& title() const { return title_; }

  /// Returns the values with the numbers of the records that were named by their titles.
  TypedValues without_names(TypedValues values) const;
  /// Values that were left over before (kLeftMark) are moved back if the form has a blank field for them; the others
  /// are added to `left`.
  TypedValues taken_up(const TypedValues& values, TypedValues& left) const;
  /// Returns the values for which the form has no field, except blank ones.
  TypedValues values_outside(const TypedValues& values) const;
  /// Returns the record as JSON. Members of the former record that the form does not show are kept.
  std::string json_of(const webform::PostedForm& posted, const std::optional<data::Value>& record) const;

 private:
  const schema::Schema& schema() const;
  void offer_records(const store::RecordReference& reference);
  std::optional<std::string> json_typed(const std::string& pointer, const std::string& text) const;

  StoreCall& call_;
  store::RecordType type_;
  Language language_;
  std::vector<std::string> deciding_;  // members on which others depend
  webform::WebForm form_;
  std::string title_;
  /// The numbers of records by their titles, and by the texts that the form offers, for each pattern of a reference.
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> by_name_;
};

/// The forms of records, each made once.
class RecordForms {
 public:
  /// The call must be open, and outlive the forms.
  RecordForms(StoreCall& call, Language language) : call_(call), language_(language) {}

  /// Returns the form of a record, which is given as JSON.
  const webform::WebForm& of(store::RecordType type, std::string_view record);

 private:
  StoreCall& call_;
  Language language_;
  std::map<std::pair<std::string, std::string>, webform::WebForm> forms_;  // by type and the value that selects them
};

/// Returns a value of a form as people read it: the label of a choice, other texts unchanged.
std::string worded_value(const webform::WebForm& form, std::string_view pointer, std::string text);

/// From now on messages of the call name members as in the form that these values select.
void name_fields_by_form(StoreCall& call, store::RecordType type, const TypedValues& values);

}  // namespace gongwen::publish
