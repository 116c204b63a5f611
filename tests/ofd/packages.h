// OFD packages for tests, made of texts: a good one, whose parts a test changes.
#pragma once

#include "diagnostics/diagnostic.h"
#include "intake/hand_made.h"
#include "ofd/ofd_check/check_ofd.h"
#include "resources/read_file.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace ofd_packages {

inline const std::string kHead = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

/// A TrueType font of `glyphs` glyphs, as far as the checker looks: a table directory with maxp and glyf.
inline std::string font(unsigned glyphs, const std::string& outlines = "glyf") {
  const auto number = [](std::size_t value, int length) {
    std::string out;
    for (int i = length - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
    return out;
  };
  std::string out =
      (outlines == "glyf" ? std::string("\0\1\0\0", 4) : std::string("OTTO")) + number(2, 2) + number(0, 6);
  out += "maxp" + number(0, 4) + number(44, 4) + number(6, 4);
  out += outlines + number(0, 4) + number(50, 4) + number(2, 4);
  return out + number(0x10000, 4) + number(glyphs, 2) + "xx";
}

/// Replaces the only occurrence; a test that changes nothing would say nothing.
inline void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::invalid_argument("not in the part: " + from);
  text.replace(at, from.size(), to);
}

struct Package {
  hand_made::Entries parts = {
      {"OFD.xml", "<ofd:OFD " + kHead +
                      " Version=\"1.0\" DocType=\"OFD-A\">\n<ofd:DocBody>\n<ofd:DocInfo><ofd:DocID>0</ofd:DocID>"
                      "</ofd:DocInfo>\n<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>\n</ofd:DocBody>\n</ofd:OFD>"},
      {"Doc_0/Document.xml",
       "<ofd:Document " + kHead +
           ">\n<ofd:CommonData>\n<ofd:MaxUnitID>9</ofd:MaxUnitID>\n<ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
           "</ofd:PhysicalBox></ofd:PageArea>\n<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>\n"
           "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>\n</ofd:CommonData>\n<ofd:Pages>\n"
           "<ofd:Page ID=\"1\" BaseLoc=\"Page.xml\"/>\n</ofd:Pages>\n"
           "<ofd:Annotations>Annotations.xml</ofd:Annotations>\n<ofd:Attachments>Attachments.xml</ofd:Attachments>\n"
           "</ofd:Document>"},
      {"Doc_0/PublicRes.xml", "<ofd:Res " + kHead +
                                  " BaseLoc=\"Res\">\n<ofd:Fonts>\n<ofd:Font ID=\"2\" FontName=\"A\">\n"
                                  "<ofd:FontFile>a.ttf</ofd:FontFile></ofd:Font>\n</ofd:Fonts>\n</ofd:Res>"},
      {"Doc_0/DocumentRes.xml",
       "<ofd:Res " + kHead +
           " BaseLoc=\"Res\">\n<ofd:MultiMedias>\n<ofd:MultiMedia ID=\"3\" Type=\"Image\" Format=\"PNG\">\n"
           "<ofd:MediaFile>b.png</ofd:MediaFile></ofd:MultiMedia>\n</ofd:MultiMedias>\n</ofd:Res>"},
      {"Doc_0/Page.xml",
       "<ofd:Page " + kHead +
           ">\n<ofd:Content>\n<ofd:Layer ID=\"4\">\n"
           "<ofd:TextObject ID=\"5\" Boundary=\"0 0 9 9\" Font=\"2\" Size=\"3\">\n"
           "<ofd:CGTransform CodePosition=\"0\"><ofd:Glyphs>1 2 3</ofd:Glyphs></ofd:CGTransform>\n"
           "<ofd:TextCode X=\"0\" Y=\"1\" DeltaX=\"g 2 3\">\xE9\x80\x9A\xE7\x9F\xA5\xE4\xB9\xA6</ofd:TextCode>\n"
           "</ofd:TextObject>\n<ofd:ImageObject ID=\"6\" Boundary=\"0 0 9 9\" ResourceID=\"3\"/>\n</ofd:Layer>\n"
           "</ofd:Content>\n</ofd:Page>"},
      {"Doc_0/Annotations.xml", "<ofd:Annotations " + kHead +
                                    ">\n<ofd:Page PageID=\"1\"><ofd:FileLoc>Annot.xml</ofd:FileLoc></ofd:Page>\n"
                                    "</ofd:Annotations>"},
      {"Doc_0/Annot.xml", "<ofd:PageAnnot " + kHead +
                              ">\n<ofd:Annot ID=\"7\" Type=\"Link\" Creator=\"a\" LastModDate=\"2025-07-01\" "
                              "ReadOnly=\"true\" NoZoom=\"true\" NoRotate=\"true\">\n<ofd:Appearance Boundary=\"0 0 9 "
                              "9\">\n</ofd:Appearance>\n</ofd:Annot>\n</ofd:PageAnnot>"},
      {"Doc_0/Attachments.xml", "<ofd:Attachments " + kHead +
                                    ">\n<ofd:Attachment ID=\"a1\" Name=\"d\">\n<ofd:FileLoc>data.xml</ofd:FileLoc>\n"
                                    "</ofd:Attachment>\n</ofd:Attachments>"},
      {"Doc_0/data.xml", "<a/>"},
      {"Doc_0/Res/a.ttf", font(9)},
      {"Doc_0/Res/b.png", "\x89PNG\r\n\x1A\n"},
  };

  std::string& part(const std::string& name) {
    return std::ranges::find(parts, name, &std::pair<std::string, std::string>::first)->second;
  }
  Package& change(const std::string& name, const std::string& from, const std::string& to) {
    replace(part(name), from, to);
    return *this;
  }
};

/// What is said of a file, each `id part:line`, in the order of reporting; the part is empty for the package.
inline std::vector<std::string> said_of(const std::string& bytes,
                                        gongwen::ofd_check::Profile profile = gongwen::ofd_check::Profile::Declared) {
  gongwen::resources::SourceStore sources;
  gongwen::diagnostics::DiagnosticSink sink;
  gongwen::ofd_check::check_ofd("f", bytes, {profile}, sources, sink);
  std::vector<std::string> out;
  for (const auto& diagnostic : sink.diagnostics()) {
    const auto& span = diagnostic.origin.template_place;
    std::string place(sources.source_name(span.source));
    place.erase(0, place.starts_with("f!") ? 2 : 1);
    const auto line = gongwen::diagnostics::line_column_in(sources, span.source, span.begin).line;
    out.push_back(std::string(gongwen::diagnostics::catalogue_entry(diagnostic.id).id) + " " + place + ":" +
                  std::to_string(line));
  }
  return out;
}

inline std::vector<std::string> said_of(const Package& package) { return said_of(hand_made::zip(package.parts)); }

}  // namespace ofd_packages
