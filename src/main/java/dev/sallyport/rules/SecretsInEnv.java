package dev.sallyport.rules;

import dev.sallyport.action.Aspect;
import dev.sallyport.action.SecretKind;
import dev.sallyport.action.Variable;
import dev.sallyport.decision.Admission;
import dev.sallyport.settings.Doc;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code secrets-in-env}: whoever may inspect a container, or read /proc, or a log of either, reads its environment.
 */
@Demand(
        value = "gives no container, process or build an environment variable that looks like a secret, by its name or "
                + "by its value",
        controls = "CIS 4.10")
record SecretsInEnv(
        @Doc("Names of variables that are secrets (globs; case does not matter).") List<Glob> names,
        @Doc("Names that are allowed all the same (globs): by default those that only say in which file "
                + "the secret is.") List<Glob> allowed,
        @Doc("Forms of values that are secrets.") List<SecretForm> values)
        implements Rule {

    static final SecretsInEnv STANDARD = new SecretsInEnv(
            globs("*password*", "*passwd*", "*passphrase*", "*secret*", "*token*", "*credential*", "*api{,_}key*",
                    "*access_key*", "*private_key*", "*encryption_key*"),
            globs("*_file", "*_path"),
            SecretForm.all());

    SecretsInEnv {
        names = names.stream().map(SecretsInEnv::lowerCase).toList();
        allowed = allowed.stream().map(SecretsInEnv::lowerCase).toList();
    }

    @Override
    public void workload(Aspect.Workload workload, Findings findings) {
        if (workload.stage().runs()) {
            String flag = workload.stage() == Aspect.Stage.SERVICE ? "--env" : "-e";
            workload.setup().environment().forEach(variable -> variable(variable, flag, findings));
        }
    }

    @Override
    public void processStart(Aspect.ProcessStart process, Findings findings) {
        process.environment().forEach(variable -> variable(variable, "-e", findings));
    }

    @Override
    public void imageBuild(Aspect.ImageBuild build, Findings findings) {
        build.arguments().forEach(variable -> variable(variable, "--build-arg", findings));
    }

    private void variable(Variable variable, String flag, Findings findings) {
        String name = variable.name().toLowerCase(Locale.ROOT);
        if (Glob.any(allowed, name)) {
            return;
        }
        String shape = values.stream().map(SecretForm::kind).filter(variable.secrets()::contains)
                .map(SecretKind::word).collect(Collectors.joining(", "));
        if (shape.isEmpty() && !Glob.any(names, name)) {
            return;
        }
        String what = (variable.ofImage() ? "the image sets " : "sets ") + variable.name()
                + (shape.isEmpty() ? ", by its name a secret" : ", whose value is or holds a secret (" + shape + ")");
        findings.add(what, "secrets in files, such as a secret or a tmpfs",
                variable.ofImage() ? "take it out of the image" : "leave out " + flag + " " + variable.name(),
                Admission.add("allowed", Glob.literal(variable.name())));
    }

    private static Glob lowerCase(Glob glob) {
        return Glob.parse(glob.pattern().toLowerCase(Locale.ROOT));
    }

    private static List<Glob> globs(String... patterns) {
        return List.of(patterns).stream().map(Glob::parse).toList();
    }
}
