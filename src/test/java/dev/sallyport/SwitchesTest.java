package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseLabelTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConstantCaseLabelTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.PatternCaseLabelTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeMirror;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Whoever adds a constant or a record to one of our closed sets is told by the compiler where it must be thought of.
 */
final class SwitchesTest {

    @Test
    void noDefaultHidesANewCaseOfATypeOfOurs() throws IOException {
        Findings findings = inspected(sources());
        assertTrue(findings.switches > 20, () -> "saw only " + findings.switches + " switches over types of ours");
        assertEquals(List.of(), findings.open);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Findings inspected(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
            JavacTask task = (JavacTask) compiler.getTask(null, files, _ -> {}, options, null,
                    files.getJavaFileObjectsFromPaths(sources));
            Iterable<? extends CompilationUnitTree> units = task.parse();
            task.analyze();
            Findings findings = new Findings(task);
            units.forEach(unit -> findings.scan(unit, null));
            return findings;
        }
    }

    /**
     * Which switches over types of ours have a {@code default}, or a pattern that comes to one, or forget a constant.
     */
    private static final class Findings extends TreePathScanner<Void, Void> {
        private final JavacTask task;
        private final List<String> open = new ArrayList<>();
        private int switches;

        Findings(JavacTask task) {
            this.task = task;
        }

        @Override
        public Void visitSwitchExpression(SwitchExpressionTree tree, Void nothing) {
            look(tree.getExpression(), tree.getCases());
            return super.visitSwitchExpression(tree, nothing);
        }

        @Override
        public Void visitSwitch(SwitchTree tree, Void nothing) {
            look(tree.getExpression(), tree.getCases());
            return super.visitSwitch(tree, nothing);
        }

        private void look(ExpressionTree expression, List<? extends CaseTree> cases) {
            Element type = task.getTypes().asElement(typeOf(expression));
            if (type == null || !isOurs(type)
                    || !(type.getKind() == ElementKind.ENUM || type.getModifiers().contains(Modifier.SEALED))) {
                return;
            }
            switches++;
            List<? extends CaseLabelTree> labels = cases.stream().flatMap(each -> each.getLabels().stream()).toList();
            if (labels.stream().anyMatch(label -> takesAll(label, type)) || forgetsConstant(labels, type)) {
                CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
                long at = Trees.instance(task).getSourcePositions().getStartPosition(unit, expression);
                open.add(unit.getSourceFile().getName() + ":" + unit.getLineMap().getLineNumber(at) + " over " + type);
            }
        }

        private static boolean isOurs(Element type) {
            return type.toString().startsWith("dev.sallyport.");
        }

        private boolean takesAll(CaseLabelTree label, Element type) {
            return label instanceof DefaultCaseLabelTree
                    || label instanceof PatternCaseLabelTree pattern
                            && pattern.getPattern() instanceof BindingPatternTree binding
                            && type.equals(task.getTypes().asElement(typeOf(binding.getVariable().getType())));
        }

        /** Which the compiler allows in a statement. */
        private static boolean forgetsConstant(List<? extends CaseLabelTree> labels, Element type) {
            long constants = type.getEnclosedElements().stream()
                    .filter(each -> each.getKind() == ElementKind.ENUM_CONSTANT).count();
            return type.getKind() == ElementKind.ENUM
                    && labels.stream().filter(ConstantCaseLabelTree.class::isInstance).count() < constants;
        }

        private TypeMirror typeOf(Tree tree) {
            return Trees.instance(task).getTypeMirror(new TreePath(getCurrentPath(), tree));
        }
    }
}
