package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the documentation links to is there, in the repository and in the distribution. */
final class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    @Test
    void everyLinkLeadsSomewhere() throws Exception {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? page : resolved(page, link.group(1));
                if (!Files.exists(target) || link.group(2) != null && !anchors(target).contains(link.group(2))) {
                    dead.add(page + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void everyLinkLeadsSomewhereInTheDistribution() throws Exception {
        List<FileSet> sets = fileSets();
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            if (sets.stream().noneMatch(set -> set.holds(page))) {
                continue;
            }
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                Path target = resolved(page, link.group(1));
                if (!link.group(1).isEmpty() && sets.stream().noneMatch(set -> set.holds(target))) {
                    dead.add(page + ": " + link.group());
                }
            }
        }
        assertEquals(List.of(), dead);
        for (String carried : List.of("LICENSE", "docs/operating.md", "packaging/sallyport.service")) {
            assertTrue(sets.stream().anyMatch(set -> set.holds(Path.of(carried))), carried);
        }
    }

    /** @param includes globs beneath the directory; empty for everything */
    private record FileSet(Path directory, List<String> includes) {
        boolean holds(Path path) {
            if (Files.isDirectory(path)) {
                return path.startsWith(directory) && !directory.toString().isEmpty();
            }
            return path.startsWith(directory) && (includes.isEmpty() || includes.stream().anyMatch(include ->
                    FileSystems.getDefault().getPathMatcher("glob:" + include).matches(directory.relativize(path))))
                    || directory.toString().isEmpty() && includes.contains(path.toString());
        }
    }

    private static List<FileSet> fileSets() throws Exception {
        NodeList sets = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(Path.of("src/main/assembly/distribution.xml").toFile()).getElementsByTagName("fileSet");
        List<FileSet> all = new ArrayList<>();
        for (int i = 0; i < sets.getLength(); i++) {
            Element set = (Element) sets.item(i);
            String directory = texts(set, "directory").getFirst().replace("${project.basedir}", "");
            all.add(new FileSet(Path.of(directory), texts(set, "include")));
        }
        return all;
    }

    private static List<String> texts(Element set, String name) {
        NodeList nodes = set.getElementsByTagName(name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(Path.of("")); Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(top, docs).filter(page -> page.toString().endsWith(".md")).toList();
        }
    }

    private static Path resolved(Path page, String link) {
        Path directory = page.getParent() == null ? Path.of("") : page.getParent();
        return directory.resolve(link).normalize();
    }

    /** As forges make them of headings. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }
}
