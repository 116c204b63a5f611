#include "base/ascii.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "base/xml_writer.h"
#include "ofd_sign/detail/signature_parts.h"

#include <algorithm>

namespace gongwen::ofd_sign {
namespace {

constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kOfdNamespaceName = "http://www.ofdspec.org/2016";

/// Millimetres, to the thousandth.
std::string number_text(double number) {
  std::string text = fmt::format("{:.3f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string box_text(const Box& box) {
  std::string text;
  for (const double side : box) text += (text.empty() ? "" : " ") + number_text(side);
  return text;
}

/// `ofd:` of `<ofd:DocBody>`: parts of other programs may have another prefix, or none.
std::optional<std::string> prefix_at(std::string_view xml, std::size_t start, std::string_view name) {
  const std::size_t at = xml.find(name, start);
  if (start >= xml.size() || xml[start] != '<' || at == std::string_view::npos) return std::nullopt;
  const std::string_view prefix = xml.substr(start + 1, at - start - 1);
  if (!prefix.empty() && (!prefix.ends_with(':') || prefix.find_first_of(" \t\r\n<>/") != std::string_view::npos)) {
    return std::nullopt;
  }
  return std::string(prefix);
}

/// Texts are put in by the byte, so that all else stays as it is.
bool can_be_edited(std::string_view xml) {
  return !base::find_invalid_utf8(xml) && xml.find('\0') == std::string_view::npos;
}

void write_entry(std::string& out, const std::string& prefix, const ListedSignature& signature) {
  base::XmlWriter xml(out);
  xml.open(prefix + "Signature").attribute("ID", signature.id).attribute("Type", signature.type);
  xml.attribute("BaseLoc", "/" + signature.path).close();
}

}  // namespace

std::string write_signature_file(const SignatureFile& file) {
  std::string out(kHead);
  base::XmlWriter xml(out);
  xml.open("ofd:Signature").attribute("xmlns:ofd", kOfdNamespaceName).open("ofd:SignedInfo");
  xml.open("ofd:Provider").attribute("ProviderName", file.provider).attribute("Version", GONGWEN_VERSION).close();
  xml.element("ofd:SignatureMethod", file.method).element("ofd:SignatureDateTime", file.time);
  xml.open("ofd:References").attribute("CheckMethod", file.check_method);
  for (const SignedFile& signed_file : file.files) {
    std::string value;
    base::append_base64(value, signed_file.digest);
    xml.open("ofd:Reference").attribute("FileRef", signed_file.location).element("ofd:CheckValue", value).close();
  }
  xml.close();
  for (std::size_t i = 0; i < file.stamps.size(); ++i) {
    const Stamp& stamp = file.stamps[i];
    xml.open("ofd:StampAnnot").attribute("ID", "stamp" + std::to_string(i + 1)).attribute("PageRef", stamp.page);
    xml.attribute("Boundary", box_text(stamp.box));
    if (stamp.clip) xml.attribute("Clip", box_text(*stamp.clip));
    xml.close();
  }
  // Both are beside the file itself.
  const auto name_of = [](const std::string& path) {
    return path.substr(path.rfind('/') + 1);
  };
  xml.open("ofd:Seal").element("ofd:BaseLoc", name_of(file.seal)).close().close();
  xml.element("ofd:SignedValue", name_of(file.value)).close();
  return out;
}

std::string write_list(const ListedSignature& first) {
  std::string out(kHead);
  out.append("<ofd:Signatures xmlns:ofd=\"").append(kOfdNamespaceName).append("\">");
  write_entry(out, "ofd:", first);
  return out + "</ofd:Signatures>";
}

std::optional<std::string> add_to_list(std::string_view xml, const SignatureList& list, const ListedSignature& added) {
  if (!can_be_edited(xml) || list.end + 2 > xml.size() || xml.substr(list.end, 2) != "</") return std::nullopt;
  constexpr std::string_view kName = "Signatures";
  const std::size_t name = xml.find(kName, list.end);
  if (name == std::string_view::npos) return std::nullopt;
  const std::string prefix(xml.substr(list.end + 2, name - list.end - 2));
  std::string out(xml.substr(0, list.end));
  if (list.most) {
    // The highest identifier, for programs that count on from it.
    const std::size_t text = xml.find('>', list.most->first) + 1;
    if (text == 0 || text > list.most->second) return std::nullopt;
    out.replace(text, list.most->second - text, added.id);
  }
  write_entry(out, prefix, added);
  out += xml.substr(list.end);
  return out;
}

std::optional<std::string> add_list(std::string_view xml, const Body& body, std::string_view path) {
  if (!can_be_edited(xml) || body.end + 2 > xml.size() || xml.substr(body.end, 2) != "</") return std::nullopt;
  const std::optional<std::string> prefix = prefix_at(xml, body.start, "DocBody");
  if (!prefix) return std::nullopt;
  std::string out(xml.substr(0, body.end));
  base::XmlWriter(out).element(*prefix + "Signatures", path);
  out += xml.substr(body.end);
  return out;
}

}  // namespace gongwen::ofd_sign
