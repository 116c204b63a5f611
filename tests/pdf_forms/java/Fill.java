import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Fills in forms with libraries of the Java world: java Fill < JOBS. A job is a line of five words with tabs between them:
 * pdfbox|itext, draw|ask|update|flatten, the form, what is to be written, and the file of values. Each is answered by a
 * line: "done", or what went wrong.
 * draw: the library draws what it sets; ask: it sets NeedAppearances and draws no texts; update: as draw, but what has
 * changed is written behind the old file; flatten: as draw, and the fields become part of the page.
 * Buttons are ticked by a name that the library itself offers for them.
 */
public class Fill {
    public static void main(String[] words) throws Exception {
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
            String[] parts = job.split("\t");
            try {
                Values values = new Values(parts[4]);
                if (parts[0].equals("pdfbox")) {
                    FillPdfBox.fill(parts[1], parts[2], parts[3], values);
                } else {
                    FillIText.fill(parts[1], parts[2], parts[3], values);
                }
                answers.println("done");
            } catch (Exception error) {
                answers.println(error.toString().replace('\n', ' '));
            }
        }
    }
}
