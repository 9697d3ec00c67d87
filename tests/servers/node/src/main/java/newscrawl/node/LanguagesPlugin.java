package newscrawl.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** The language analyzers under Elasticsearch's names: the classes its unpublished module analysis-common wraps. */
public final class LanguagesPlugin extends Plugin implements AnalysisPlugin {
    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> analyzers = new LinkedHashMap<>();
        analyzers.put("arabic", language(ArabicAnalyzer::new, ArabicAnalyzer.getDefaultStopSet()));
        analyzers.put("cjk", language(CJKAnalyzer::new, CJKAnalyzer.getDefaultStopSet()));
        analyzers.put("dutch", language(DutchAnalyzer::new, DutchAnalyzer.getDefaultStopSet()));
        analyzers.put("english", language(EnglishAnalyzer::new, EnglishAnalyzer.getDefaultStopSet()));
        analyzers.put("french", language(FrenchAnalyzer::new, FrenchAnalyzer.getDefaultStopSet()));
        analyzers.put("german", language(GermanAnalyzer::new, GermanAnalyzer.getDefaultStopSet()));
        analyzers.put("italian", language(ItalianAnalyzer::new, ItalianAnalyzer.getDefaultStopSet()));
        analyzers.put("portuguese", language(PortugueseAnalyzer::new, PortugueseAnalyzer.getDefaultStopSet()));
        analyzers.put("russian", language(RussianAnalyzer::new, RussianAnalyzer.getDefaultStopSet()));
        analyzers.put("spanish", language(SpanishAnalyzer::new, SpanishAnalyzer.getDefaultStopSet()));
        analyzers.put("turkish", language(TurkishAnalyzer::new, TurkishAnalyzer.getDefaultStopSet()));
        return analyzers;
    }

    private static AnalysisProvider<AnalyzerProvider<? extends Analyzer>> language(
            Function<CharArraySet, Analyzer> make, CharArraySet stopWords) {
        return (IndexSettings index, Environment environment, String name, Settings settings) -> {
            Analyzer analyzer = make.apply(Analysis.parseStopWords(environment, settings, stopWords));
            return new AbstractIndexAnalyzerProvider<>(name, settings) {
                @Override
                public Analyzer get() {
                    return analyzer;
                }
            };
        };
    }
}
