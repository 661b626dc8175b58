namespace FhirFax.Fhir.FhirPath;

/// <param name="Text">The meaning: unescaped for a string, without <c>@</c> or backticks.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
