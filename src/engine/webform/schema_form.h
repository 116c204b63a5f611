// Makes a web form from a schema alone, for data that has no document with controls, such as records of a store.
//   const schema::Starter starter = schema::make_starter(schema, {schema::OptionalFields::Present, {{"/type",
//   "mt_meeting"}}}); const webform::WebForm form = webform::form_of_schema({starter.root, Language::Chinese, {}});
#pragma once

#include "engine/webform/web_form.h"
#include "schema/starter.h"

#include <functional>
#include <string>

namespace gongwen::webform {

struct SchemaFormParts {
  /// An object with all of its optional members, in the form that its deciding members select.
  const schema::StarterPart& root;
  Language language = Language::Chinese;
  /// Whether a member of the object is rarely needed: such members come last, folded. Empty: no member is.
  std::function<bool(const schema::StarterPart& member)> is_rare = {};
};

/// English titles in schemas are written as within a sentence, `plan number`; on a page they begin a line, `Plan
/// number`.
std::string at_line_start(std::string title);

/// One step with the members of the object in their order, and a folded one with those that are rarely needed. A list
/// of single values or of objects has rows; its inner lists of texts are typed one per line, and any value with parts
/// below that is typed as JSON (WebField::is_json). Defaults of the schema are not entered: a blank stays a blank.
WebForm form_of_schema(const SchemaFormParts& parts);

}  // namespace gongwen::webform
