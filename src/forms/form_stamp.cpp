#include "forms/form_stamp.h"

#include "diagnostics/json_text.h"

namespace gongwen::forms {

std::string stamp_json(const FormStamp& stamp) {
  std::string out = "{\"kind\":";
  diagnostics::append_json_string(out, stamp.kind);
  out += ",\"edition\":";
  diagnostics::append_json_string(out, stamp.edition);
  out += ",\"hash\":";
  diagnostics::append_json_string(out, stamp.hash);
  return out + "}";
}

std::string stamp_line(const FormStamp& stamp) {
  return "gongwen kind=" + stamp.kind + " edition=" + stamp.edition + " hash=" + stamp.hash;
}

}  // namespace gongwen::forms
